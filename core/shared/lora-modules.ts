/** A layer's projections by their names in GGUF, and where transformers and PEFT have them. */
export const loraModules = {
  attn_q: 'self_attn.q_proj', attn_k: 'self_attn.k_proj', attn_v: 'self_attn.v_proj', attn_output: 'self_attn.o_proj', ffn_gate: 'mlp.gate_proj', ffn_up: 'mlp.up_proj', ffn_down: 'mlp.down_proj',
} as const;

/** The module's own name, as PEFT's `target_modules` lists it. */
export const moduleName = (target: keyof typeof loraModules): string => loraModules[target].split('.')[1] ?? '';
