/** Something that is measured again and again. */
export interface Subject {
  /** Brings about what the measurement starts from; not part of it. */
  readonly prepare?: () => void | Promise<void>;
  /** Does the work once, and gives its measure. */
  readonly measure: () => Promise<number>;
}

/** What to do how often. */
export interface Rounds {
  readonly runs: number;
  /** Whether each subject does its work once more before, unmeasured. @default true */
  readonly warmUp?: boolean;
}

/**
 * Measures subjects one right after the other, round by round, and turns their order around every other round: whatever
 * slows the machine down for a while slows all of them down. The values of one round stand at the same index.
 */
export async function alternate<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  { runs, warmUp = true }: Rounds,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(subjects) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const measure = async (name: Name): Promise<number> => {
    await subjects[name].prepare?.();
    return await subjects[name].measure();
  };
  if (warmUp) for (const name of names) await measure(name);
  for (let round = 0; round < runs; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) values[name].push(await measure(name));
  }
  return values;
}
