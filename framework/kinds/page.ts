/** A part of a longer list. */
export interface Page<Item> {
  /** Yours: nothing else holds the array. */
  readonly items: Item[];
  /** Where the next page starts, to be passed as `after`; absent on the last page. Opaque: keep it, do not read it. */
  readonly next?: string;
}
