export declare function electronPath(environment?: NodeJS.ProcessEnv): { path?: string; reason?: string };
