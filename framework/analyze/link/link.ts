/** facts → model + diagnostics. Pure, and independent of the order in which files were read. */
import { syntaxError } from "../../diagnostics/catalogue/sources.ts";
import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Kind } from "../../kinds/kind.ts";
import { compareText } from "../../model/json.ts";
import type { Model } from "../../model/model.ts";
import type { FileFacts } from "../facts.ts";
import type { Resolver } from "../sources/resolve.ts";
import { linkHandlers } from "./handlers.ts";
import { checkIdentities } from "./names.ts";
import { openProject } from "./project.ts";
import { linkResources } from "./resources.ts";
import { linkServices } from "./services.ts";
import { linkUses } from "./uses.ts";

/** What links are made of. */
export interface LinkRequest {
  readonly files: Iterable<FileFacts>;
  readonly kinds: readonly Kind[];
  readonly resolver: Resolver;
}

/** What the sources declare, and everything that is wrong with it. */
export interface Linked {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
}

/** Puts the facts of all files together. */
export function linkFacts({ files, kinds, resolver }: LinkRequest): Linked {
  const diagnostics: Diagnostic[] = [];
  const project = openProject(files, kinds, { resolver, diagnostics });
  for (const file of project.files) diagnostics.push(...file.diagnostics);
  const services = linkServices(project);
  const resources = linkResources(services, project);
  const scope = { project, services, resources };
  const handlers = linkUses(linkHandlers(scope), scope);
  const model: Model = {
    schemaVersion: 1,
    services: sortById([...services.values()].map((service) => service.model)),
    resources: sortById([...resources.values()].map((resource) => resource.model)),
    handlers: sortById(handlers),
  };
  checkIdentities(model.services, "classes", project);
  checkIdentities(model.resources, "resources", project);
  checkIdentities(model.handlers, "handlers", project);
  return { model, diagnostics: sortDiagnostics(withoutEchoes(diagnostics)) };
}

/** In a file that cannot be parsed, everything else may only follow from that. */
function withoutEchoes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isSyntax = ({ code }: Diagnostic) => code === syntaxError.code;
  const broken = new Set(diagnostics.filter(isSyntax).map(({ at }) => at?.file));
  return diagnostics.filter((diagnostic) => isSyntax(diagnostic) || !broken.has(diagnostic.at?.file));
}

function sortById<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((left, right) => compareText(left.id, right.id));
}
