/** Stands in for the shared stacks of an organisation, which the design's example imports. */
export class CoreStorage {
  readonly region: string = "eu-central-1";
}
