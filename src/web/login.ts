import type { Hono } from "hono";
import type { Access } from "./access.ts";
import { html, NOTHING } from "./html.ts";
import type { Page } from "./layout.ts";
import { show } from "./show.ts";

/** Where to go after signing in: a page of ours, whatever the address says. */
const landing = (to: string | undefined): string => (to !== undefined && /^\/(?![/\\])[^\r\n]*$/.test(to) && to.length < 2000 ? to : "/");

const loginPage = (to: string, name: string, problem: string | null): Page => ({
  title: "Sign in",
  path: "/login",
  main: html`<h1>Sign in</h1><form method="post" action="/login" class="stack"><input type="hidden" name="to" value="${to}">
${problem === null ? NOTHING : html`<p class="error" role="alert">${problem}</p>`}
<label>Your name, kept with what you decide <input name="name" value="${name}" required maxlength="60" autocomplete="username"></label>
<label>Password <input type="password" name="password" required autocomplete="current-password"></label>
<button>Sign in</button></form>`,
});

const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function addLogin(app: Hono, access: Access): void {
  app.get("/login", (c) => show(c, access, loginPage(landing(c.req.query("to")), "", null)));
  app.post("/login", async (c) => {
    const site = c.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin") return c.text("This form was sent from another site.\n", 403);
    const form = await c.req.parseBody();
    const [to, name, password] = [landing(text(form["to"])), text(form["name"]), text(form["password"])];
    if (name.trim() === "") return show(c, access, loginPage(to, "", "Give a name: it is kept with what you decide."), 400);
    const outcome = access.signIn(c, { name, password });
    if (outcome === true) return c.redirect(to, 303);
    if (outcome === "wait") return show(c, access, loginPage(to, name, "Too many wrong passwords; try again in a minute."), 429);
    return show(c, access, loginPage(to, name, "That is not the password."), 401);
  });
  app.post("/logout", async (c) => {
    if (access.mayAct(c, (await c.req.parseBody())["csrf"]) === null) return c.text("Sign out from a page of this site.\n", 403);
    access.signOut(c);
    return c.redirect("/", 303);
  });
}
