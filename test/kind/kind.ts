/** Stands for `framework/kind.ts`, so that the kind below imports it as it does once it lies in `framework/kinds`. */
export * from "../../framework/kind.ts";
