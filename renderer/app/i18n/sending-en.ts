/** Sentences of a training that is done elsewhere, as data. */
export const sendingEn = {
  "sending": {
    "where": "Where does it learn?", "here": "On this computer", "hereHelp": "Nothing leaves. It may take an hour or a night.", "elsewhere": "On another computer", "elsewhereHelp": "Minutes on a graphics card. Your examples leave this computer; the test stays here.",
    "form": "Who trains it?", "forms": {"ray": "An IT helper or a rented computer", "llama-factory": "A program called LLaMA-Factory"}, "formHelp": {"ray": "A folder with everything, for a computer with a graphics card or a cluster (PyTorch, Ray).", "llama-factory": "A folder that it opens as it is."},
    "repository": "Where the model's original is published", "repositoryHelp": "Owner and name, for example Qwen/Qwen3-0.6B. Without it the file on this computer is used, and has to be taken along.", "repositoryNeeded": "Owner and name, for example Qwen/Qwen3-0.6B.",
    "leaves": "What leaves", "looking": "Looking through your examples…", "examples": "1 example, in full | {n} examples, in full", "hidden": "1 stays here, to test the result | {n} stay here, to test the result", "leftOut": "1 stays here, because it comes from a private document | {n} stay here, because they come from private documents", "size": "{size} in all, no key in it",
    "none": "No personal data was found in it.", "found": "1 example holds personal data: | {n} examples hold personal data:", "more": "… and more", "change": "Change the examples", "accept": "I may pass these examples on, whole and readable.",
    "make": "Make the folder", "making": "Making…",
    "waits": "It waits for its result", "waitsHelp": "What was learnt elsewhere comes back here. Then Sprout tests it like a training of its own, on the examples that stayed.", "step1": "Download the folder and pass it on. README says what to do with it.", "download": "Download the folder", "takeFile": "Take the model's file along, too: {file}", "step2": "Bring the result back: the folder “adapter”, or a .zip or .gguf file.", "drop": "Drop it here", "choose": "Choose files", "checking": "Checking it…",
    "sentAt": "Made {time}, with 1 example. | Made {time}, with {n} examples.", "backAt": "Trained elsewhere, back since {time}", "hereAfterAll": "Train it here after all", "nothing": "There is no such file in it: adapter_model.safetensors, .zip or .gguf."
  }
} as const;
