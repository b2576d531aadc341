import { Get, type Http, HttpError, Post, Put, respond, Service } from "iffc";
import { Conversations, type Message, type Profile } from "./conversations.ts";
import { Knowledge } from "./knowledge.ts";

interface NewQuestion {
  /**
   * @minLength 3
   * @maxLength 500
   */
  text: string;
}

/** What the web application talks to. */
@Service({ team: "web" })
export class Frontend {
  constructor(
    private readonly conversations: Conversations,
    private readonly knowledge: Knowledge,
  ) {}

  @Put("/profiles/{user}", { auth: "none" })
  async saveProfile({ path, body }: Http<{ path: { user: string }; body: Omit<Profile, "user"> }>): Promise<Profile> {
    const profile = { ...body, user: path.user };
    await this.conversations.profiles.put(profile);
    return profile;
  }

  @Get("/profiles/{user}", { auth: "none" })
  async profile({ path }: Http<{ path: { user: string } }>): Promise<Profile | undefined> {
    return await this.conversations.profiles.get({ user: path.user });
  }

  @Post("/chats/{chat}/questions", { auth: "none" })
  async ask({ path, body }: Http<{ path: { chat: string }; body: NewQuestion }>) {
    const id = `${new Date().toISOString()}-customer`;
    await this.conversations.messages.put({ chat: path.chat, id, from: "customer", text: body.text });
    await this.conversations.questions.send({ chat: path.chat, id, text: body.text });
    return respond(202, { id });
  }

  @Get("/chats/{chat}", { auth: "none" })
  async history({ path }: Http<{ path: { chat: string } }>): Promise<{ messages: readonly Message[] }> {
    const { items } = await this.conversations.messages.query({ chat: path.chat });
    return { messages: items };
  }

  @Put("/products/{name}", { auth: "none" })
  async upload({ path, body }: Http<{ path: { name: string } }>) {
    if (!path.name.endsWith(".md")) throw new HttpError(415, "Product files are Markdown: their names end in .md.");
    await this.knowledge.products.put(path.name, body ?? "", { contentType: "text/markdown; charset=utf-8" });
    return respond(202, { name: path.name });
  }
}
