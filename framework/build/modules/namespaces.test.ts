import { expect, test } from "vitest";
import { importNamespaces } from "./namespaces.ts";

test.each([
  [`import { z } from "zod";`, `import * as z from "zod";`],
  [`import z from 'zod/v4'`, `import * as z from 'zod/v4'`],
  [`import { z as schema } from "zod/mini";`, `import * as schema from "zod/mini";`],
  [
    `import { ZodError, z, type ZodType } from "zod";`,
    `import * as z from "zod"; import { ZodError, type ZodType } from "zod";`,
  ],
  [
    `// first\n"use strict";\nimport a from "a";\nimport { z } from "zod";`,
    `// first\n"use strict";\nimport a from "a";\nimport * as z from "zod";`,
  ],
  [`import {\n  z,\n} from "zod";\nz.string();`, `import * as z from "zod"\n\n;\nz.string();`],
])("writes %s as %s", (text, expected) => {
  expect(importNamespaces(text)).toBe(expected);
});

test.each([
  `import * as z from "zod";`,
  `import type { z } from "zod";`,
  `import { ZodError } from "zod";`,
  `import { z } from "zod-to-openapi";`,
  `export const example = \`\nimport { z } from "zod";\n\`;`,
])("leaves %s alone", (text) => {
  expect(importNamespaces(text)).toBe(text);
});
