/** Some of a longer list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Asks for the page after this one; absent on the last. */
  readonly next?: string;
}
