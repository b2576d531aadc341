/** What a deploy leaves behind for people and scripts: where everything can be reached. */
export interface Outputs {
  readonly schemaVersion: 1;
  readonly app: string;
  readonly environment: string;
  readonly endpoints: readonly Endpoint[];
  /** The attributes of each resource (`arn`, `url`, `name`), by the resource's id. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The physical name of each function, by its id. */
  readonly functions: Readonly<Record<string, string>>;
}

/** What starts a handler, as people name it. */
export interface Endpoint {
  /** The handler's id. */
  readonly handler: string;
  /** `POST /orders`, `messages of Orders.incoming`, `every 1 hour`. */
  readonly label: string;
  /** Where it can be called, if it can. */
  readonly url?: string;
}
