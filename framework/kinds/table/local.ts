import type { PlannedResource } from "../../model/plan.ts";
import type { Emulator, LocalContext, LocalKind } from "../local.ts";
import { answer } from "./emulator/dynamodb.ts";
import { removeTable } from "./emulator/operations/table.ts";
import { provisionTable } from "./emulator/provision.ts";
import { openStore } from "./emulator/store.ts";
import type { TableProperties } from "./options.ts";

/** The local stand-in of DynamoDB. */
export const local: LocalKind = {
  async open(context: LocalContext): Promise<Emulator> {
    const store = openStore(context);
    return {
      services: ["dynamodb"],
      handle: (request, caller) => answer(store, request, caller),
      async provision(resource) {
        return provisionTable(store, resource as unknown as PlannedResource<TableProperties>);
      },
      async remove(resource) {
        removeTable(store, resource.name);
      },
      async close() {
        store.database.close();
      },
    };
  },
};
