import type { Finding } from "../diagnostic.ts";

/** The user's own compiler reports an error. */
export const typeError: Finding = {
  code: "IFFC1901",
  title: "The TypeScript compiler reports an error.",
  hint: "Correct the type here; `npx tsc --noEmit` says the same.",
  page: `iffc runs the project's own TypeScript compiler beside its analysis, because types are the contract: what a handler
declares decides what is validated, and the decorators' types check fields, routes and messages. \`check\`, \`plan\` and
\`deploy\` stop on type errors; \`dev\` reports them and goes on.`,
};

/** There is no compiler to ask. */
export const compilerMissing: Finding = {
  code: "IFFC1902",
  title: "TypeScript is not installed in this project, so its types were not checked.",
  hint: "Install it: npm install --save-dev typescript",
  severity: "warning",
  page: `The editor's checks of decorators, routes and messages are those of TypeScript. iffc uses the version that the
project installs, 5.9 or newer, and goes on without these checks where there is none.`,
};

/** The project's packages are not there. */
export const packagesMissing: Finding = {
  code: "IFFC1903",
  title: "A package that the code imports is not installed.",
  hint: "Run: npm install",
  page: `The code imports packages, iffc among them, that are in no \`node_modules\` folder of the project or above it: nobody
ran \`npm install\` here yet, or not since \`package.json\` changed. Until then the compiler knows none of their types,
and cannot check what depends on them.`,
};

/** Every finding of this phase. */
export const typeFindings: readonly Finding[] = [typeError, compilerMissing, packagesMissing];
