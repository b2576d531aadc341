/** Whether a route and the type of its handler's parameter agree. Types only. */

/** The names in a route's braces: `"/orders/{id}/{rest+}"` → `"id" | "rest"`. */
type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Greedy}+` ? Greedy : Name) | PathNames<Rest>
  : never;

/**
 * Nothing where the handler takes no parameter, or an `Http` whose `path` has exactly the names of the route; else a
 * text that the compiler prints as its error.
 */
export type PathFits<Path extends string, Parameters extends readonly unknown[], Request> = Parameters extends []
  ? unknown
  : Parameters extends [(Request & { readonly path: infer Values })?]
    ? string extends Path
      ? unknown
      : Agree<PathNames<Path>, keyof Values & string>
    : "the parameter must be of type Http<...>, and the only one";

type Agree<InRoute extends string, InType extends string> = [InRoute] extends [InType]
  ? [InType] extends [InRoute]
    ? unknown
    : `the route has no parameter {${Exclude<InType, InRoute>}}`
  : `the type of 'path' lacks the route's {${Exclude<InRoute, InType>}}`;
