import type { Finding } from "../diagnostic.ts";

/** `@Queue field` instead of `@Queue() field`. */
export const decoratorNotCalled: Finding = {
  code: "IFFC1012",
  title: "A decorator must be called.",
  hint: "Add the parentheses.",
  page: `iffc's decorators are functions that make decorators, so that they can take options: \`@Service()\`, \`@Every("1 hour")\`.
Without the parentheses the class or member itself would be passed as the options.`,
};

/** A decorator stands on something that it cannot decorate. */
export const decoratorMisplaced: Finding = {
  code: "IFFC1013",
  title: "This decorator cannot stand here.",
  hint: "Class decorators stand on classes, resource decorators on fields, trigger decorators on methods.",
  page: `The generated entrypoint sets fields and calls methods of the object that it constructs. A static member belongs to no
object, a \`#private\` or \`private\` one cannot be reached from outside, and an accessor is neither field nor method.`,
};

/** A member is decorated, its class is not. */
export const classNotDecorated: Finding = {
  code: "IFFC1014",
  title: "The class of this member is neither a service nor a group of resources.",
  hint: "Decorate the class with @Service(), or with @Resources() if it only groups resources.",
  page: `Resources and handlers belong to a class that iffc constructs. A decorated member of any other class would silently
come to nothing. Decorated members of a base class count as well: decorate the class that declares them, and inject it
instead of extending it.`,
};

/** A decorated class cannot be imported by the entrypoint. */
export const classNotExported: Finding = {
  code: "IFFC1015",
  title: "This class is not exported, so no entrypoint can import it.",
  hint: "Write `export` before `class`.",
  page: `For every handler iffc generates a module that imports the class from its file, constructs it and calls the method.`,
};

/** A decorated class cannot be constructed. */
export const classNotConstructible: Finding = {
  code: "IFFC1016",
  title: "This class cannot be constructed.",
  hint: "Make it a concrete class without type parameters.",
  page: `iffc constructs every decorated class exactly once. An abstract class has no instances; of a generic class nobody says
which type is meant. Share code by injecting a class, or by a plain base class without decorators.`,
};

/** A class carries two class decorators, or extends a decorated class. */
export const conflictingClass: Finding = {
  code: "IFFC1017",
  title: "This class cannot be both.",
  hint: "Keep one class decorator; take the other class in the constructor instead of extending it.",
  page: `A class is a service, or it groups resources, once. A class that extends a decorated class would have that class's
resources and handlers a second time under another identity. Composition says what is meant:

    constructor(private readonly storage: Storage) {}`,
};

/** A constructor parameter is not a class that iffc constructs. */
export const notInjectable: Finding = {
  code: "IFFC1018",
  title: "iffc does not know what to pass for this parameter.",
  hint: "Take only classes decorated with @Service() or @Resources(), and make everything else inside.",
  page: `A constructor's parameters are resolved by their types while the sources are read: each must be a class decorated with
@Service, @Resources or @Shared. Interfaces, primitives, optional values and classes of packages have nothing that
could be constructed for them. Make such things in the class itself, or at module level:

    const mailer = new Mailer();`,
};

/** Classes take one another in their constructors. */
export const injectionCycle: Finding = {
  code: "IFFC1019",
  title: "These classes need one another before any of them can be constructed.",
  hint: "Move what both need into a third class.",
  page: `A class is constructed after everything that its constructor takes. A cycle has no first class. Files that import one
another are no problem, only classes that inject one another are.`,
};

/** A decorated field's type is not one that its kind makes. */
export const fieldType: Finding = {
  code: "IFFC1030",
  title: "This field's type does not fit its decorator.",
  hint: "Give the field the type that its decorator makes, imported from iffc.",
  page: `The decorator says which resource there is, the type which client the field holds. The entrypoint sets the field to the
client, so a field of another type would lie.

    @Queue() readonly incoming!: Queue<Order>;`,
};

/** A field has two resource decorators. */
export const conflictingField: Finding = {
  code: "IFFC1031",
  title: "A field declares one resource.",
  hint: "Keep one of the decorators.",
  page: `The field holds the client of the resource that its decorator declares; it cannot hold two.`,
};

/** A trigger or grant names a field that there is not. */
export const unknownField: Finding = {
  code: "IFFC1032",
  title: "The class has no such resource.",
  hint: "Name a decorated field.",
  page: `A trigger names the field of its own class that it listens to, \`@Consumes("incoming")\`, or a class and its field,
\`@Consumes(Store, "sales")\`. The field must be decorated with the kind that the trigger is for.`,
};

/** Two triggers where one method can have one only. */
export const triggerNotRepeatable: Finding = {
  code: "IFFC1033",
  title: "A method can have this trigger once.",
  hint: "Write a method for each, and let both call a third one.",
  page: `Some triggers shape how their function is run: batches, retries, timeouts. A function that served two of them could
suit neither.`,
};

/** A handler's declaration has a form that no entrypoint can call. */
export const handlerForm: Finding = {
  code: "IFFC1034",
  title: "A handler is a plain method with at most one parameter.",
  hint: "Write one public method with a body and a single parameter.",
  page: `The entrypoint calls the method with the event, or with the part of it that the trigger hands over, as its only
argument. Overloads, generators and further parameters have no meaning there.`,
};

/** A handler's parameter does not have the type that its trigger passes. */
export const handlerParameter: Finding = {
  code: "IFFC1035",
  title: "This parameter does not have the type that the trigger passes.",
  hint: "Declare the parameter with the type that the message names.",
  page: `What arrives is validated against the parameter's type, so the type must be written: \`Http<{ body: NewOrder }>\` for a
route, the message's type for a queue. The compiler rejects a wrong one by the decorator's own type; this is the same
in plainer words. A handler that needs nothing of the event has no parameter.`,
};

/** A type argument that becomes a validator is missing. */
export const contractMissing: Finding = {
  code: "IFFC1036",
  title: "The type does not say what the resource carries.",
  hint: "Add the type argument.",
  page: `What passes through the resource is validated at run time, from the type: \`Queue<Order>\` and not \`Queue\`.`,
};

/** Everything that can be found about classes, fields and methods. */
export const declarationFindings: readonly Finding[] = [
  decoratorNotCalled,
  decoratorMisplaced,
  classNotDecorated,
  classNotExported,
  classNotConstructible,
  conflictingClass,
  notInjectable,
  injectionCycle,
  fieldType,
  conflictingField,
  unknownField,
  triggerNotRepeatable,
  handlerForm,
  handlerParameter,
  contractMissing,
];
