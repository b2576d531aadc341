import type { Finding } from "../diagnostic.ts";

const waysOut = `There are two ways out. A narrow type says what the other side may do, and exactly that is granted:

    function report(out: Sender<Order>) {}
    library.use(this.incoming as Sender<Order>);

Or the handler says it itself, and iffc takes your word for it:

    @Grants("incoming", "send")`;

/** A resource goes to where its uses cannot be seen. */
export const handleEscapes: Finding = {
  code: "IFFC1040",
  title: "A resource goes where its uses cannot be followed.",
  hint: 'Type the place with a narrow type such as Sender<…>, or say what happens there with @Grants("field", "verb").',
  page: `The permissions of a function are exactly what its code does with its resources. For that, every use must be in sight:
a method call, a const, a property, a parameter or a returned value inside the project. Passing the resource to a
package, into an object or an array, keeping it in a variable of a module or a static field, or reaching it by a computed
name hides what happens to it. iffc neither guesses nor grants everything.

${waysOut}`,
};

/** An object that holds resources goes to where they could be used unseen. */
export const holderEscapes: Finding = {
  code: "IFFC1041",
  title: "An object that holds resources goes where their uses cannot be followed.",
  hint: "Pass what is needed of it, or type the place with the class itself.",
  page: `Whoever has the object has its resources. Where its class is no longer known (\`any\`, an interface, a package, a spread,
a computed member) their uses are out of sight, and the function's permissions would be too few.

${waysOut}`,
};

/** A resource has no such method. */
export const unknownVerb: Finding = {
  code: "IFFC1042",
  title: "The resource has no such method.",
  hint: "Use one of its methods.",
  page: `Each method of a client stands for the permissions that it needs. Something that is not a method of the client has
none, and would fail when it runs.`,
};

/** A resource is used before its field is set. */
export const usedInConstruction: Finding = {
  code: "IFFC1043",
  title: "Resources cannot be used while their object is constructed.",
  hint: "Use it in a handler, or in a method that handlers call.",
  page: `The entrypoint constructs the objects first and sets their resource fields afterwards, so that in a constructor or a
field's initialiser the field is still \`undefined\`. Functions that are only made there, and called later, are fine.`,
};

/** A `@Grants` that nothing needs. */
export const unusedGrants: Finding = {
  code: "IFFC1044",
  title: "Nothing in this handler needs this grant.",
  hint: "Remove it: what the code does with its resources is granted without it.",
  severity: "warning",
  page: `@Grants is for uses that cannot be followed. This handler hides no use of the resource, so the annotation either
repeats what was found anyway or grants what is never used.`,
};

/** A decorated class is constructed by hand. */
export const constructedByHand: Finding = {
  code: "IFFC1045",
  title: "iffc constructs this class; an object made by hand has no resources.",
  hint: "Take the class as a constructor parameter.",
  page: `Resource fields are set by the generated entrypoint, on the one object that it makes of each class. In an object that
the code makes itself they stay \`undefined\`. In tests, \`fake\` from \`iffc/testing\` sets them.`,
};

/** Everything that can be found about how resources are used. */
export const useFindings: readonly Finding[] = [
  handleEscapes,
  holderEscapes,
  unknownVerb,
  usedInConstruction,
  unusedGrants,
  constructedByHand,
];
