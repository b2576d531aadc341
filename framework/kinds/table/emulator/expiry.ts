import { transaction } from "../../database.ts";
import type { Store } from "./store.ts";

/** Seconds after which a time counts as a mistake: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const fiveYears = 157_766_400;

/**
 * Deletes the items whose time has come. DynamoDB does so within days; here every request finds them gone, which needs
 * no timer.
 */
export function deleteExpired(store: Store): void {
  const now = Math.floor(store.context.clock.now() / 1000);
  for (;;) {
    const due = store.items.expired({ from: now - fiveYears, to: now });
    if (due.length === 0) return;
    transaction(store.database, () => {
      for (const { holder, key } of due) store.items.remove(store.tables.get(holder), key);
    });
  }
}
