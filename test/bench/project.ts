import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes what every measured app has besides its code: a package, a compiler configuration, and these environments. */
export function writeProject(folder: string, environments: object): void {
  writeFileSync(join(folder, "package.json"), `{ "name": "bench", "type": "module" }\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    `{ "compilerOptions": { "target": "es2024", "module": "nodenext", "strict": true, "noEmit": true } }\n`,
  );
  writeFileSync(
    join(folder, "iffc.config.ts"),
    `import { defineApp } from "iffc/config";\n\nexport default defineApp({ name: "bench", environments: ${JSON.stringify(environments)} });\n`,
  );
}

/** An account to package for. */
export const dev = { target: "aws", account: "111111111111", region: "eu-central-1", posture: "sandbox" };
