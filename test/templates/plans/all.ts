import type { Plan } from "../../../framework/model/plan.ts";
import { hello } from "./hello.ts";
import { options } from "./options.ts";
import { shop } from "./shop.ts";

/** The plans whose templates are checked, by the name of their goldens. */
export const plans: Readonly<Record<string, Plan>> = { hello, options, shop };
