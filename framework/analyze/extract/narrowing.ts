import { ts } from "ts-morph";

/** Makes a function that lists, for the file of a node, the names of what may have a narrower type than it is declared with. */
export function openNarrowing(files: readonly ts.SourceFile[]): (node: ts.Node) => ReadonlySet<string> {
  const lists = new Map<ts.SourceFile, ReadonlySet<string>>();
  if (!files.some(({ text }) => telling.test(text))) return () => none;
  return (node) => {
    const file = node.getSourceFile();
    const list = lists.get(file) ?? narrowedIn(file);
    lists.set(file, list);
    return list;
  };
}

const none: ReadonlySet<string> = new Set();

/** All ways to tell a class begin so: what a function is found to tell, without saying it, does as well. */
const telling = /\binstanceof\b|\bconstructor\b(?!\s*\()|[:>]\s*(?:asserts\s+)?[\w$]+\s+is\s|\basserts\s/u;

/** What stands left of `instanceof`, what is asked for its constructor, and what is handed to a function as it is. */
function narrowedIn(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (node.kind === ts.SyntaxKind.ThisKeyword) names.add("this");
    ts.forEachChild(node, add);
  };
  const find = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) add(node.left);
    else if (ts.isPropertyAccessExpression(node) && node.name.text === "constructor") add(node.expression);
    else if (ts.isElementAccessExpression(node)) add(node.expression);
    else if (ts.isCallExpression(node)) node.arguments.filter((argument) => !isMade(argument)).forEach(add);
    ts.forEachChild(node, find);
  };
  find(file);
  return names;
}

/** Whether an argument is a value of its own and not something that has a name. */
function isMade(node: ts.Expression): boolean {
  return ts.isFunctionLike(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}
