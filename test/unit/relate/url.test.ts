import { describe, expect, test } from "vitest";
import { labelOf, ownerOf } from "../../../src/relate/owner.ts";
import { canonicalUrl, slugOf, urlSlug } from "../../../src/relate/url.ts";

describe("canonicalUrl", () => {
  test.each([
    ["http://www.paper.example/a/story/", "https://paper.example/a/story"],
    ["HTTPS://PAPER.example:443/a/story#comments", "https://paper.example/a/story"],
    ["https://m.paper.example/a/story?utm_source=x&fbclid=1&id=7", "https://paper.example/a/story?id=7"],
    ["https://amp.paper.example/a/story.amp", "https://paper.example/a/story"],
    ["https://paper.example/a/story/amp/", "https://paper.example/a/story"],
    ["https://paper.example/a/story?amp=1", "https://paper.example/a/story"],
    ["https://paper.example/a/story?outputType=amp", "https://paper.example/a/story"],
    ["https://paper-example.cdn.ampproject.org/c/s/www.paper.example/a/story", "https://paper.example/a/story"],
    ["https://cdn.ampproject.org/v/s/paper.example/a/story.amp.html", "https://paper.example/a/story.html"],
    ["https://www.google.com/amp/s/paper.example/a/story", "https://paper.example/a/story"],
    ["https://www.google.com/url?q=https%3A%2F%2Fpaper.example%2Fa%2Fstory&sa=D", "https://paper.example/a/story"],
    ["https://paper.example/index.html", "https://paper.example"],
    ["https://paper.example/?b=2&a=1", "https://paper.example?a=1&b=2"],
    ["https://paper.example:8443/x", "https://paper.example:8443/x"],
    ["not an address", "not an address"],
  ])("%s is %s", (given, expected) => expect(canonicalUrl(given)).toBe(expected));

  test.each([
    ["https://paper.example/?id=1", "https://paper.example/?id=2"],
    ["https://paper.example/a?p=1", "https://paper.example/a"],
    ["https://m.example/a", "https://example/a"],
    ["https://news.paper.example/a", "https://paper.example/a"],
    ["https://paper.example/Story", "https://paper.example/story"],
  ])("%s and %s stay two articles", (a, b) => expect(canonicalUrl(a)).not.toBe(canonicalUrl(b)));
});

test("a headline and the address made of it share a slug", () => {
  expect(slugOf("Harbour’s new crane — what’s next?")).toBe("harbours-new-crane-whats-next");
  expect(urlSlug("https://p.example/2027/harbours-new-crane-whats-next.html?x=1")).toBe("harbours-new-crane-whats-next");
  expect(urlSlug("https://p.example/news")).toBeNull();
});

test("an owner is a registrable domain, blogs of one host being different owners", () => {
  expect(ownerOf("https://news.paper.co.uk/x")).toBe("paper.co.uk");
  expect(ownerOf("edition.paper.example")).toBe("paper.example");
  expect(ownerOf("https://ann.github.io/x")).not.toBe(ownerOf("https://bob.github.io/x"));
  expect(ownerOf("http://127.0.0.1:8080/x")).toBe("127.0.0.1");
  expect(labelOf("financial-paper.example")).toBe("financialpaper");
});
