/** The decorators of all kinds, and the types that go with them: what handlers import, and what is bundled. */
export * from "./bucket/decorator.ts";
export * from "./http/decorator.ts";
export * from "./queue/decorator.ts";
export * from "./schedule/decorator.ts";
export * from "./table/decorator.ts";
