import type { Finding } from "../diagnostic.ts";
import { declarationFindings } from "./declarations.ts";
import { sourceFindings } from "./sources.ts";
import { useFindings } from "./uses.ts";
import { valueFindings } from "./values.ts";

/** Every finding of analyze. */
export const analyzeFindings: readonly Finding[] = [
  ...sourceFindings,
  ...valueFindings,
  ...declarationFindings,
  ...useFindings,
];
