import { createTracer } from "../../../build/trace.ts";
import { notLoadable } from "../../../diagnostics/catalogue/build.ts";
import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Location } from "../../../model/location.ts";
import type { PlannedFunction } from "../../../model/plan.ts";

/** What a process said of the bundle that it could not load, if it said anything: at the topmost line of the user's. */
export function diagnoseLoad(planned: PlannedFunction, payload: string | undefined): readonly Diagnostic[] {
  if (payload === undefined) return [];
  const { errorMessage, trace = [] } = JSON.parse(payload) as { errorMessage: string; trace?: readonly string[] };
  const files = [...planned.construction.map(({ file }) => file), planned.declaredAt.file];
  const traced = trace.map(createTracer());
  const at = traced.flatMap((line) => placeIn(line, files))[0] ?? planned.declaredAt;
  return [diagnose(notLoadable, { at, message: `The new code of "${planned.id}" cannot be loaded. ${errorMessage}` })];
}

/** The place that a frame names, where that is in one of some files. */
function placeIn(frame: string, files: readonly string[]): readonly Location[] {
  const [, file = "", row, column] = /([^()\s?]+)(?:\?[\d_-]*)?:(\d+):(\d+)\)?$/u.exec(frame) ?? [];
  return files.includes(file) ? [{ file, line: Number(row), column: Number(column), length: 1 }] : [];
}
