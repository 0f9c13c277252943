/**
 * The solution areas by which an industrial cluster comes to net zero.
 * @see World Economic Forum and Accenture, "Industrial clusters: four solutions to net zero" (2021)
 */
export const SOLUTION_AREAS = ['efficiency', 'electrification', 'hydrogen', 'capture'] as const;
export type SolutionArea = (typeof SOLUTION_AREAS)[number];
