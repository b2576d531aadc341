/** An app that uses the added kind beside those that were there. */
import type { ProjectFiles } from "../fakes/project.ts";

const service = `import { Get, type Http, OnSignal, Post, type Raiser, Service, Signal, Table } from "iffc";

interface Order { id: string; quantity: number }

@Service()
export class Orders {
  @Signal({ title: "Orders that were placed" }) readonly placed!: Signal<Order>;
  @Signal() readonly unheard!: Signal<string>;
  @Table({ partitionKey: "id" }) readonly noted!: Table<Order, "id">;

  @Post("/orders", { auth: "none" })
  async place({ body }: Http<{ body: Order }>): Promise<void> {
    await tell(this.placed, body);
  }

  @OnSignal("placed")
  async note(order: Order): Promise<void> {
    await this.noted.put(order);
  }

  @Get("/orders/{id}", { auth: "none" })
  async find({ path }: Http<{ path: { id: string } }>): Promise<Order | undefined> {
    return await this.noted.get({ id: path.id });
  }
}

async function tell(to: Raiser<Order>, order: Order): Promise<void> {
  await to.raise(order);
}
`;

const configuration = `import { defineApp } from "iffc/config";

export default defineApp({
  name: "signals",
  environments: { dev: { target: "aws", account: "111122223333", region: "eu-central-1", posture: "sandbox" } },
});
`;

const compiler = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.decorators"],
    module: "nodenext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    paths: { iffc: ["../framework/index.ts"], "iffc/config": ["../framework/config.ts"] },
  },
  include: ["*.ts"],
};

/** The app's files; its folder lies beside the framework's. */
export const signalApp: ProjectFiles = {
  "iffc.config.ts": configuration,
  "tsconfig.json": JSON.stringify(compiler),
  "orders.ts": service,
};

/** The same with a handler that listens to a field of another kind. */
export const wrongApp: ProjectFiles = {
  ...signalApp,
  "orders.ts": service.replace(`@OnSignal("placed")`, `@OnSignal("noted")`),
};
