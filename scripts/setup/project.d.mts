export const project: string;
export const platform: string;
export function at(...path: string[]): string;
export function tools(...path: string[]): string;
export function read(...path: string[]): string;
export function moduleVersion(folder: string, module: string): string;
export function onPath(program: string): string | undefined;
