import { type BuildContext, context } from "esbuild";
import { optionsFor, type RunBundler } from "./bundle.ts";
import { ownModules, type Sources } from "../modules/sources.ts";

/** A bundler that is kept: from its second run on, it parses only what has changed. */
export interface Bundler {
  readonly run: RunBundler;
  close(): Promise<void>;
}

type Kept = BuildContext<ReturnType<typeof optionsFor>>;

/** A bundler that has not run yet. */
export function openBundler(): Bundler {
  let kept: Kept | undefined;
  let fixed: string | undefined;
  let current: Sources | undefined;
  const close = async (): Promise<void> => {
    const closing = kept;
    kept = undefined;
    await closing?.dispose();
  };
  return {
    async run(sources) {
      const wanted = fixedOf(sources);
      if (wanted !== fixed) await close();
      current = sources;
      kept ??= await context(optionsFor(following(sources, () => current ?? sources)));
      fixed = wanted;
      return await kept.rebuild();
    },
    close,
  };
}

/** What a bundler cannot change from one run to the next. */
function fixedOf({ root, external, entrypoints }: Sources): string {
  return JSON.stringify([root, external, ownModules(root).source, [...entrypoints.keys()]]);
}

/** Sources that are at each moment those of the present run. */
function following({ root, external }: Sources, current: () => Sources): Sources {
  return {
    root,
    external,
    get entrypoints() {
      return current().entrypoints;
    },
    get cuts() {
      return current().cuts;
    },
    get variants() {
      return current().variants;
    },
    validator: (specifier) => current().validator(specifier),
  };
}
