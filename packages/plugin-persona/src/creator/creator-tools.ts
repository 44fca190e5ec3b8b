import type { JsonObject, ToolRegistration } from "@asky/sdk";
import type { PersonaStore } from "../store/persona-store.ts";
import { answer, textArgument } from "../tools/answer.ts";

/** The tools of `manual_persona_creator`. */
export function creatorTools(store: PersonaStore): readonly ToolRegistration[] {
  return [createPersona(store), listPersonas(store)];
}

function createPersona(store: PersonaStore): ToolRegistration {
  return {
    name: "create_persona",
    schema: {
      name: "create_persona",
      description:
        "Creates a persona: a named description of how to speak and behave that sessions can load.",
      parameters: {
        type: "object",
        properties: {
          name: {
            type: "string",
            description: "2 to 64 letters, digits, underscores or hyphens; a letter or digit first.",
          },
          description: { type: "string", description: "One line saying who the persona is." },
          behavior_prompt: {
            type: "string",
            description: "How to speak and behave as this persona, addressed to the model. At most 16 KiB.",
          },
        },
        required: ["name", "behavior_prompt"],
        additionalProperties: false,
      },
      system_prompt_guideline:
        "Use create_persona only when the user asks for a new persona; write its behavior prompt from what the user said.",
    },
    executor: (args) => answer(() => create(store, args)),
  };
}

function listPersonas(store: PersonaStore): ToolRegistration {
  return {
    name: "list_personas",
    schema: {
      name: "list_personas",
      description:
        "Lists all personas with their descriptions, and those that cannot be used with the reason.",
      parameters: { type: "object", properties: {}, additionalProperties: false },
      system_prompt_guideline: "Use list_personas when the user asks which personas there are.",
    },
    executor: () => answer(() => list(store)),
  };
}

async function create(store: PersonaStore, args: JsonObject): Promise<JsonObject> {
  const { name, description, createdAt } = await store.create({
    name: textArgument(args, "name"),
    description: textArgument(args, "description"),
    behaviorPrompt: textArgument(args, "behavior_prompt"),
  });
  return { created: name, description, created_at: createdAt };
}

async function list(store: PersonaStore): Promise<JsonObject> {
  const all = await store.list();
  return {
    personas: all.filter(({ fault }) => !fault).map(({ name, description }) => ({ name, description })),
    faulty: all.flatMap(({ name, fault }) =>
      fault ? [{ name, error: fault.message, hint: fault.hint }] : [],
    ),
  };
}
