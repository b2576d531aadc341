import type { Finding } from "../diagnostic.ts";
import type { FailureEntry } from "../failure.ts";

/** The bundler refused the sources. */
export const notBundled: Finding = {
  code: "IFFC3001",
  title: "The sources could not be bundled.",
  hint: "Correct the import or the syntax at this place.",
  page: `Every function becomes one file that holds everything it needs. An import that leads nowhere, or a file of a type
that cannot be bundled, stops the build before anything is uploaded; what an earlier build made stays as it is.`,
};

/** The bundler accepted something that would fail when it runs. */
export const riskyImport: Finding = {
  code: "IFFC3002",
  title: "This import cannot be followed, so what it loads would be missing from the bundle.",
  hint: "Import a module by a constant path, or choose among constant paths.",
  page: `\`require(name)\` and \`import(name)\` with a name that is only known when the code runs cannot be bundled: on AWS
there is no node_modules folder to load from. Import the candidates by constant paths and choose among them. Where the module
really is there when the code runs, such as the AWS SDK that Lambda brings along, say so with
\`createRequire(import.meta.url)(name)\`, which is left alone.`,
};

/** A native add-on is reached. */
export const nativeModule: Finding = {
  code: "IFFC3003",
  title: "A native module (.node) cannot be bundled.",
  hint: "Name its package in `build.external` of iffc.config.ts, or use one that is JavaScript or WebAssembly.",
  page: `Native modules are compiled for one platform. The functions run on Linux on arm64 whatever this machine is, and a
bundle holds JavaScript only. A package with native modules is shipped as it is installed, beside the bundle:

  export default defineApp({ name: "shop", build: { external: ["sharp"] }, environments: { ... } });

It has to be installed for the functions' platform as well as for this machine; where it is not, IFFC3004 says what to run.

Many such packages come in pure JavaScript or WebAssembly too (\`bcryptjs\`, \`@img/sharp-wasm32\`), which are bundled like
anything else and start faster.`,
};

/** An external package is there, but not for where functions run. */
export const externalForeign: Finding = {
  code: "IFFC3004",
  title: "A package in `build.external` is not installed for the platform of the functions.",
  hint: "Install it for Linux on arm64 too.",
  page: `The functions run on Linux on arm64 with glibc whatever this machine is. A package with native modules is shipped as it is
installed, without what is for other platforms, so that what is for this one has to be there: as a prebuilt part (an optional
dependency such as \`@img/sharp-linux-arm64\`) or as a \`.node\` file compiled for it. Prebuilt parts are installed by name, beside
those of this machine:

  npm install --no-save --force @img/sharp-linux-arm64@0.35.5 @img/sharp-libvips-linux-arm64@1.3.4

Do the same in a pipeline, after \`npm ci\`. \`npm install --os=linux --cpu=arm64 --libc=glibc\` installs everything for that
platform instead, also what this machine needs. A package that compiles itself when it is installed has to be installed on
such a machine, or in a container of one. Nothing of this matters for the local target, which loads what is installed here.`,
};

/** An external package is not there. */
export const externalMissing: Finding = {
  code: "IFFC3005",
  title: "A package in `build.external` is not installed.",
  hint: "Install it, or take it out of `build.external`.",
  page: `Packages in \`build.external\` of iffc.config.ts are not bundled but shipped as they are installed, together with what
they depend on. One of these, or one that they depend on, is in no node_modules folder of the project or above it.`,
};

/** A function is larger than Lambda takes. */
export const bundleTooLarge: Finding = {
  code: "IFFC3010",
  title: "The bundle is larger than Lambda accepts.",
  hint: "Drop or replace the largest inputs, or move data files into a bucket.",
  page: `Unzipped code and layers may take 262,144,000 bytes together. The message lists the ten largest inputs of the bundle.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html`,
};

/** A bundle holds what should never leave the machine. */
export const forbiddenInput: Finding = {
  code: "IFFC3011",
  title: "A file that must not be deployed is part of a bundle.",
  hint: "Remove the import; keep secrets in a secret store and read them when the function runs.",
  page: `Environment files, private keys and version-control data are refused by default: whatever is in a bundle can be
downloaded by everyone who may read the function.`,
};

/** A bundle holds a file from outside the project. */
export const outsideInput: Finding = {
  code: "IFFC3012",
  title: "A file from outside the project is part of a bundle.",
  hint: "Move it into the project, or make it a package of the workspace.",
  page: `Bundles are made of the project's own files and its installed packages. A symbolic link or a relative path that leads
elsewhere would make the build depend on what happens to lie on this machine.`,
};

/** A bundle holds what belongs to tests or tools. */
export const developmentInput: Finding = {
  code: "IFFC3013",
  title: "A test or a development tool is part of a bundle.",
  hint: "Move what both need into a module of its own.",
  severity: "warning",
  page: `A handler imports, directly or not, a test file, a test framework, a compiler or iffc's own tooling. It works, but
it makes the function larger and its start slower. The message shows the chain of imports.`,
};

/** A bundle holds the handlers of a class that its function does not serve. */
export const foreignHandlers: Finding = {
  code: "IFFC3014",
  title: "Another service's file is part of a bundle.",
  hint: "Move what both need into a module of its own.",
  severity: "warning",
  page: `A handler imports, directly or not, the file of a service that it neither belongs to nor is given in its constructor.
It works, but the function holds that service's code too, and whatever that imports. The message shows the chain of
imports and how much of the file is in the bundle. Importing it for its types alone costs nothing.`,
};

/** A bundle cannot be loaded. */
export const notLoadable: Finding = {
  code: "IFFC3020",
  title: "The bundle fails as soon as it is loaded.",
  hint: "Correct the code that runs at import; work that needs the cloud belongs in the handler.",
  page: `iffc loads every new bundle once in a process of its own before it is used, so that "Cannot find module" or a
mistake at the top level never reaches the cloud. The process has the function's environment variables, without values
that only the cloud knows, and no network is needed to load a module. Nor is there a node_modules folder: what was not
bundled is missing there as it is on AWS.`,
};

/** What was built cannot be written. */
export const notWritten: FailureEntry = {
  code: "IFFC3030",
  title: "The build folder cannot be written.",
  hint: "Make room on the disk, or see to it that this user may write to the folder, then run the command again.",
  exit: 4,
  page: `Bundles are written below \`.iffc/artifacts\` in the app's folder. A file appears there whole or not at all: when the disk is
full or the command is stopped, what an earlier build made stays as it is and is used again.`,
};

/** Every finding of this phase. */
export const buildFindings: readonly Finding[] = [
  notBundled,
  riskyImport,
  nativeModule,
  externalForeign,
  externalMissing,
  bundleTooLarge,
  forbiddenInput,
  outsideInput,
  developmentInput,
  foreignHandlers,
  notLoadable,
];

/** Every failure of this phase. */
export const buildFailures: readonly FailureEntry[] = [notWritten];
