import { Consumes, Every, Get, type Http, Post, Queue, Service, Table } from "iffc";

interface NewOrder {
  sku: string;
  /** @minimum 1 */
  quantity: number;
}

interface Order extends NewOrder {
  id: string;
  placedAt: string;
}

@Service({ team: "shop" })
export class Orders {
  @Queue({ retries: 3 }) readonly incoming!: Queue<Order>;
  @Table({ partitionKey: "id" }) readonly orders!: Table<Order, "id">;

  @Post("/orders", { auth: "none" })
  async place({ body }: Http<{ body: NewOrder }>): Promise<{ id: string }> {
    const order = { ...body, id: crypto.randomUUID(), placedAt: new Date().toISOString() };
    await this.incoming.send(order);
    return { id: order.id };
  }

  @Consumes("incoming")
  async fulfil(order: Order): Promise<void> {
    await this.orders.put(order);
  }

  @Get("/orders/{id}", { auth: "none" })
  async find({ path }: Http<{ path: { id: string } }>): Promise<Order | undefined> {
    return await this.orders.get({ id: path.id });
  }

  @Every("1 hour")
  async sweep(): Promise<void> {
    const { items } = await this.orders.scan({ limit: 100 });
    console.log(`${items.length} orders`);
  }
}
