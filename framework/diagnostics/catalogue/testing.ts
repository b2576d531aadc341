import type { FailureEntry } from "../failure.ts";

/** A test names a field that is not there. */
export const noSuchField: FailureEntry = {
  code: "IFFC8001",
  title: "The class has no field of this name.",
  hint: "Name a decorated field of the class.",
  fault: "user",
  exit: 2,
  page: `\`fake(instance, { field: client })\` sets fields of the instance that it is given. It sets none that the class does not
declare, since nothing would read it: most often the field was renamed, or belongs to an injected class, whose instance
is made, faked and handed to the constructor first:

    const store = fake(new Store(), { sales });
    const orders = fake(new Orders(store), { incoming });`,
};

/** The code under test uses a resource that the test does not stand in for. */
export const fieldNotFaked: FailureEntry = {
  code: "IFFC8002",
  title: "The code uses a resource for which the test gives no fake.",
  hint: "Name the field in the second argument of `fake`.",
  fault: "user",
  exit: 2,
  page: `In a unit test there is no queue, table or bucket behind the fields of a class. \`fake\` sets those that the test needs to
plain objects; reading any other throws this error:

    const sent: Order[] = [];
    const orders = fake(new Orders(), { incoming: { send: async (order) => void sent.push(order) } });`,
};

/** What unit tests can fail with. */
export const testingFailures: readonly FailureEntry[] = [noSuchField, fieldNotFaked];
