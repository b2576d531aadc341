import type { Kind, ResourceDefinition, TriggerDefinition } from "../kind.ts";
import { bundledModule } from "../module.ts";
import { synthesizeResource, synthesizeTrigger } from "./aws.ts";
import { httpFindings } from "./findings.ts";
import { routeArgument, routeOptions, type ApiProperties, type RouteProperties } from "./options.ts";
import { checkRoute, checkRoutes } from "./rules.ts";

/** The one HTTP API of the app. Handlers do not use it; it is there as soon as there is a route. */
const resource: ResourceDefinition<ApiProperties> = {
  implicitId: "http",
  fieldTypes: [],
  tier: "state",
  stateful: false,
  options: {},
  immutable: [],
  verbs: {},
  capabilities: {},
  aws: synthesizeResource,
};

const route: TriggerDefinition<RouteProperties> = {
  decorators: {
    Get: { method: "GET" },
    Post: { method: "POST" },
    Put: { method: "PUT" },
    Patch: { method: "PATCH" },
    Delete: { method: "DELETE" },
    Head: { method: "HEAD" },
  },
  listensTo: "app",
  argument: routeArgument,
  options: routeOptions,
  repeatable: true,
  contracts: { parameter: "Http", parts: ["body", "query", "path"], textual: ["query", "path"] },
  tier: "edge",
  // API Gateway gives up after 30 seconds; the function is to be the one that does first.
  timeout: { default: 10, max: 29 },
  check: checkRoute,
  checkAll: checkRoutes,
  describe: ({ properties: { method, path } }, { url }) => ({
    label: `${method} ${path}`,
    ...(url !== undefined && { url: url.replace(/\/$/u, "") + path }),
  }),
  serve: bundledModule(import.meta.url, "./serve", "serve"),
  aws: synthesizeTrigger,
};

/** Requests from outside. */
export const http: Kind = {
  name: "http",
  resource,
  triggers: [route],
  findings: httpFindings,
  local: async () => (await import("./local.ts")).local,
};
