import { awsNameOf, explainError } from "../explain.ts";

/** Makes one call of the SDK; what it throws becomes an `IffcError` that names the operation (`s3:GetObject`). */
export async function call<Output>(operation: string, send: () => Promise<Output>): Promise<Output> {
  try {
    return await send();
  } catch (error) {
    throw explainError(error, operation);
  }
}

/** The same, for something that may not exist: undefined where AWS answers with one of the given error names. */
export async function callForExisting<Output>(
  operation: string,
  send: () => Promise<Output>,
  ...absent: readonly string[]
): Promise<Output | undefined> {
  try {
    return await call(operation, send);
  } catch (error) {
    if (absent.includes(awsNameOf(error) ?? "")) return undefined;
    throw error;
  }
}

/** Collects all pages of a list. */
export async function collectPages<Answer extends { readonly NextToken?: string | undefined }>(
  ask: (token: string | undefined) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let token: string | undefined;
  do {
    const answer = await ask(token);
    answers.push(answer);
    token = answer.NextToken;
  } while (token !== undefined);
  return answers;
}
