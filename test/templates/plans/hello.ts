import type { Plan } from "../../../framework/model/plan.ts";
import { environmentOf, functionOf, planOf, resourceOf, triggerOf } from "./build.ts";

/** One open route and nothing else. */
export const hello: Plan = planOf({
  app: "hello",
  environment: environmentOf("dev", "sandbox"),
  resources: [resourceOf({ id: "http", kind: "http", stateful: false, properties: {} })],
  functions: [functionOf("Hello.greet", { name: "hello-dev-Hello-greet" })],
  triggers: [
    triggerOf({
      id: "Hello.greet",
      kind: "http",
      decorator: "Get",
      tier: "edge",
      resource: "http",
      properties: { method: "GET", path: "/", auth: "none" },
    }),
  ],
});
