import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeProject } from "../project.ts";

/** An app with one route, which answers a number as JSON. */
export function generateRoute(folder: string): void {
  writeProject(folder, {});
  writeRoute(folder, 0);
}

/** Saves the route with another answer. */
export function writeRoute(folder: string, answer: number): void {
  writeFileSync(
    join(folder, "hello.ts"),
    `import { Get, Service } from "iffc";

@Service()
export class Hello {
  @Get("/", { auth: "none" })
  find(): { answer: number } {
    return { answer: ${answer} };
  }
}
`,
  );
}

/** Saves the same as a plain handler, for the floor; gives its file. */
export function writePlainHandler(folder: string, answer: number): string {
  const file = join(folder, "handler.ts");
  writeFileSync(
    file,
    `export async function handler(_event: object): Promise<object> {
  const headers = { "content-type": "application/json" };
  return { statusCode: 200, headers, body: JSON.stringify({ answer: ${answer} }) };
}
`,
  );
  return file;
}
