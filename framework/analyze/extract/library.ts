/**
 * What the analysis needs of the standard library: enough for values to keep their types on the way through promises,
 * arrays and the usual type operators. The real library would cost half a second and is the business of the user's tsc.
 */
export const library = `
interface Object {} interface Function {} interface CallableFunction extends Function {}
interface NewableFunction extends Function {} interface IArguments {} interface RegExp {}
interface String {} interface Number {} interface Boolean {} interface BigInt {} interface Error { message: string }
interface Symbol {} interface SymbolConstructor { readonly iterator: unique symbol; readonly asyncIterator: unique symbol }
declare var Symbol: SymbolConstructor;
interface PromiseLike<T> { then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((reason: any) => B | PromiseLike<B>) | null): PromiseLike<A | B> }
interface Promise<T> {
  then<A = T, B = never>(done?: ((value: T) => A | PromiseLike<A>) | null, failed?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B>;
  catch<B = never>(failed?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(done?: (() => void) | null): Promise<T>;
}
interface PromiseConstructor {
  new <T>(run: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void): Promise<T>;
  resolve(): Promise<void>; resolve<T>(value: T): Promise<Awaited<T>>; reject<T = never>(reason?: any): Promise<T>;
  all<T extends readonly unknown[] | []>(values: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>;
  race<T extends readonly unknown[] | []>(values: T): Promise<Awaited<T[number]>>;
}
declare var Promise: PromiseConstructor;
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(done: infer F, ...rest: infer _): any } ? F extends (value: infer V, ...rest: infer _) => any ? Awaited<V> : never : T;
interface IteratorResult<T> { done?: boolean; value: T }
interface Iterator<T, R = any, N = any> { next(...value: [] | [N]): IteratorResult<T> }
interface Iterable<T, R = any, N = any> { [Symbol.iterator](): Iterator<T, R, N> }
interface IterableIterator<T, R = any, N = any> extends Iterator<T, R, N> { [Symbol.iterator](): IterableIterator<T, R, N> }
interface Generator<T = unknown, R = any, N = any> extends Iterator<T, R, N> { [Symbol.iterator](): Generator<T, R, N> }
interface AsyncIterator<T, R = any, N = any> { next(...value: [] | [N]): Promise<IteratorResult<T>> }
interface AsyncIterable<T, R = any, N = any> { [Symbol.asyncIterator](): AsyncIterator<T, R, N> }
interface AsyncIterableIterator<T, R = any, N = any> extends AsyncIterator<T, R, N> { [Symbol.asyncIterator](): AsyncIterableIterator<T, R, N> }
interface AsyncGenerator<T = unknown, R = any, N = any> extends AsyncIterator<T, R, N> { [Symbol.asyncIterator](): AsyncGenerator<T, R, N> }
interface ReadonlyArray<T> {
  readonly length: number; readonly [index: number]: T; [Symbol.iterator](): IterableIterator<T>;
  at(index: number): T | undefined; slice(from?: number, to?: number): T[]; concat(...items: (T | readonly T[])[]): T[];
  forEach(run: (value: T, index: number, all: readonly T[]) => void): void;
  map<U>(run: (value: T, index: number, all: readonly T[]) => U): U[];
  flatMap<U>(run: (value: T, index: number, all: readonly T[]) => U | readonly U[]): U[];
  filter<S extends T>(run: (value: T, index: number, all: readonly T[]) => value is S): S[];
  filter(run: (value: T, index: number, all: readonly T[]) => unknown): T[];
  find(run: (value: T, index: number, all: readonly T[]) => unknown): T | undefined;
  reduce<U>(run: (sum: U, value: T, index: number, all: readonly T[]) => U, start: U): U;
}
interface Array<T> extends ReadonlyArray<T> {
  length: number; [index: number]: T; push(...items: T[]): number; pop(): T | undefined; shift(): T | undefined;
}
interface Map<K, V> { get(key: K): V | undefined; set(key: K, value: V): this; values(): IterableIterator<V>; forEach(run: (value: V, key: K) => void): void }
interface MapConstructor { new <K = any, V = any>(entries?: readonly (readonly [K, V])[] | null): Map<K, V> }
declare var Map: MapConstructor;
interface Set<T> { add(value: T): this; values(): IterableIterator<T>; forEach(run: (value: T) => void): void }
interface SetConstructor { new <T = any>(values?: readonly T[] | null): Set<T> }
declare var Set: SetConstructor;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
`;
