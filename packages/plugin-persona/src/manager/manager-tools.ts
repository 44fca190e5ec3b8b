import type { JsonObject, JsonSchema, ToolRegistration } from "@asky/sdk";
import type { Persona, PersonaService } from "../contract.ts";
import { answer, textArgument } from "../tools/answer.ts";

const NO_ARGUMENTS: JsonSchema = { type: "object", properties: {}, additionalProperties: false };
const NEXT_TURN = "from the next turn of this session on";

/** The tools of `persona_manager`. Each works on the session of the turn that calls it. */
export function managerTools(personas: PersonaService): readonly ToolRegistration[] {
  return [load(personas), unload(personas), current(personas)];
}

function load(personas: PersonaService): ToolRegistration {
  return {
    name: "persona_load",
    schema: {
      name: "persona_load",
      description:
        "Loads a persona into this session: from the next turn on the answers follow its behavior prompt.",
      parameters: {
        type: "object",
        properties: { name: { type: "string", description: "The persona's name." } },
        required: ["name"],
        additionalProperties: false,
      },
      system_prompt_guideline: "Use persona_load when the user asks you to take on a persona by name.",
    },
    executor: (args, { turn }) =>
      answer(async () => {
        const persona = await personas.bind(turn.sessionId, textArgument(args, "name"));
        return { loaded: persona.name, description: persona.description, applies: NEXT_TURN };
      }),
  };
}

function unload(personas: PersonaService): ToolRegistration {
  return {
    name: "persona_unload",
    schema: {
      name: "persona_unload",
      description: "Takes the persona off this session: from the next turn on the answers follow none.",
      parameters: NO_ARGUMENTS,
      system_prompt_guideline: "Use persona_unload when the user asks you to stop being a persona.",
    },
    executor: (_args, { turn }) =>
      answer(async () => {
        const name = await personas.unbind(turn.sessionId);
        return name === undefined ? { unloaded: null } : { unloaded: name, applies: NEXT_TURN };
      }),
  };
}

function current(personas: PersonaService): ToolRegistration {
  return {
    name: "persona_current",
    schema: {
      name: "persona_current",
      description: "Tells which persona is loaded in this session, if any.",
      parameters: NO_ARGUMENTS,
      system_prompt_guideline: "Use persona_current when the user asks which persona you are.",
    },
    executor: (_args, { turn }) => answer(async () => describe(await personas.current(turn.sessionId))),
  };
}

function describe(persona: Persona | undefined): JsonObject {
  return persona ? { persona: persona.name, description: persona.description } : { persona: null };
}
