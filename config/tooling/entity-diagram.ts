import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import * as schema from "../../src/archive/schema.ts";

const BEGIN = "<!-- generated from src/archive/schema.ts by npm run generated -- --write -->";
const END = "<!-- end of what is generated -->";

/** The tables of the archive and what refers to what, as a mermaid diagram. */
function entityDiagram(): string {
  const exported: unknown[] = Object.values(schema);
  const tables = exported.filter((one): one is SQLiteTable => is(one, SQLiteTable));
  const lines = tables.flatMap((table) => {
    const { name, columns, foreignKeys } = getTableConfig(table);
    const references = foreignKeys.map((key) => {
      const { columns: from, foreignTable } = key.reference();
      const optional = from.some((column) => !columns.find((one) => one.name === column.name)?.notNull);
      const parent = getTableConfig(foreignTable).name;
      return `  ${parent} ${optional ? "|o" : "||"}--o{ ${name} : "${from.map((column) => column.name).join(", ")}"`;
    });
    return references.length > 0 ? references : [`  ${name}`];
  });
  return ["```mermaid", "erDiagram", ...lines.toSorted(), "```"].join("\n");
}

/** A page with its diagram brought up to date; throws where the page has no place for one. */
export function withEntityDiagram(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no place for the diagram: ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n${entityDiagram()}\n${END}${after}`;
}
