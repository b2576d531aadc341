import type { Finding } from "../diagnostic.ts";

/** TypeScript cannot parse a file. */
export const syntaxError: Finding = {
  code: "IFFC1001",
  title: "This is not valid TypeScript.",
  hint: "Correct the syntax; nothing is planned or built until every file can be read.",
  page: `iffc reads the sources with TypeScript's own parser. A file that it cannot parse might declare anything, so the
model would be incomplete: the command stops and leaves what was built and deployed before untouched. Every syntax
error of every file is listed at once.`,
};

/** A file is there but cannot be read, or went away meanwhile. */
export const unreadableFile: Finding = {
  code: "IFFC1002",
  title: "This file cannot be read.",
  hint: "Check that it exists and that you may read it, or exclude it in tsconfig.json.",
  page: `The file was found in the project but could not be opened: its permissions forbid it, or it was deleted while iffc
was reading. The other files were read; their findings are listed as well.`,
};

/** Two files' paths differ in case only. */
export const ambiguousCase: Finding = {
  code: "IFFC1003",
  title: "Two files differ only in the case of their names.",
  hint: "Rename one of them.",
  severity: "warning",
  page: `macOS and Windows usually take \`orders.ts\` and \`Orders.ts\` for the same file: one of them is lost in a checkout
there, and the app differs from machine to machine.`,
};

/** The project asks for the decorators that TypeScript had before the standard. */
export const legacyDecorators: Finding = {
  code: "IFFC1006",
  title: "iffc needs standard decorators, and this setting asks for the legacy ones.",
  hint: "Remove the setting from tsconfig.json.",
  page: `TypeScript knows two kinds of decorators. \`experimentalDecorators\` and \`emitDecoratorMetadata\` turn on the one from
before the standard; its decorators get other arguments and cannot be mixed with standard ones. iffc's decorators are
standard ones (TC39): without either setting they are checked by the compiler, need no \`reflect-metadata\`, and cost
nothing at run time.

A library that needs the legacy kind (some ORMs and containers) has to be used in a package that is compiled on its own.`,
};

/** The code asks for type metadata at run time. */
export const reflectedMetadata: Finding = {
  code: "IFFC1007",
  title: "This reads type metadata that does not exist at run time.",
  hint: "Take what you need in the constructor: iffc injects classes by their type without metadata.",
  page: `\`Reflect.getMetadata("design:type", …)\` returns \`undefined\` in a bundle: esbuild does not emit decorator metadata, and
standard decorators have none. Code that depends on it starts to fail only when it runs. iffc resolves constructor
parameters while it reads the sources, so that nothing needs to be looked up later:

    constructor(private readonly storage: Storage) {}`,
};

/** `tsconfig.json`, or a file that it extends, is not JSON. */
export const unreadableTsconfig: Finding = {
  code: "IFFC1008",
  title: "This tsconfig file is not valid.",
  hint: "Correct it; comments and trailing commas are allowed.",
  page: `Which files belong to the app, and where its path aliases lead, is read from the \`tsconfig.json\` beside
\`iffc.config.ts\`. A file that is not JSON would silently mean "all files, no aliases".`,
};

/** `extends` leads out of the project. */
export const extendsOutside: Finding = {
  code: "IFFC1009",
  title: "This tsconfig extends a file outside the project, which iffc does not read.",
  hint: "Repeat `files`, `include`, `exclude` and `paths` in the project's own tsconfig.json if they matter here.",
  severity: "warning",
  page: `iffc reads nothing above the folder of \`iffc.config.ts\` for its configuration, so that a file planted in a parent
folder cannot steer a deploy. Of a tsconfig it needs only which files there are, the path aliases and the kind of
decorators; everything else keeps its meaning for your editor and for \`tsc\`.`,
};

/** A handler is written in JavaScript. */
export const javascriptHandler: Finding = {
  code: "IFFC1010",
  title: "Handlers are written in TypeScript, and this file is JavaScript.",
  hint: "Rename it to .ts (or .mts, .cts).",
  page: `Decorators are not part of JavaScript yet, and grants and validators are made from types. The file imports iffc and
uses decorators, so leaving it out would silently leave out its handlers. Plain JavaScript modules that handlers import
are bundled as they are.`,
};

/** Reading a file exceeds the stack. */
export const nestedTooDeeply: Finding = {
  code: "IFFC1011",
  title: "This file is nested too deeply to be read.",
  hint: "Generate less deeply nested code, or exclude the file in tsconfig.json if it belongs to no handler.",
  page: `Expressions that nest thousands of levels deep exhaust the stack of TypeScript's parser or checker. Such files are
usually generated data: load it at run time instead, or keep it as JSON.`,
};

/** There is no `iffc.config.ts`. */
export const configMissing: Finding = {
  code: "IFFC1090",
  title: "There is no iffc.config.ts here.",
  hint: "Run the command in the project's folder, or start one with `iffc init`.",
  page: `The folder that holds \`iffc.config.ts\` is the project's root: the sources, the cache and the build stand below it.

    import { defineApp } from "iffc/config";
    export default defineApp({ name: "shop", environments: {} });`,
};

/** `iffc.config.ts` does not export what it must. */
export const configShape: Finding = {
  code: "IFFC1091",
  title: "iffc.config.ts must export the result of one call, written where it can be read.",
  hint: 'Write `export default defineApp({ … })`, with `defineApp` imported from "iffc/config".',
  page: `The configuration is TypeScript for the editor's sake only: it is read like the decorators are and never executed, so
that planning runs nothing of yours. That asks for one form:

    import { defineApp } from "iffc/config";
    export default defineApp({ name: "shop", environments: { prod: { target: "aws" } } });

The values may be consts, also of other files; they cannot be computed by functions or read from the environment.`,
};

/** Everything that can be found about files as such. */
export const sourceFindings: readonly Finding[] = [
  syntaxError,
  unreadableFile,
  ambiguousCase,
  legacyDecorators,
  reflectedMetadata,
  unreadableTsconfig,
  extendsOutside,
  javascriptHandler,
  nestedTooDeeply,
  configMissing,
  configShape,
];
