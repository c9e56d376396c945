import { useRouterState } from '@tanstack/react-router'

/** What stands behind the # of the page that is shown: the token of a mailed link. The page that is still being loaded has its
 * own address already; going by that one would put up another form for a moment, and swallow what is typed into it. */
export function useLinkToken(): string {
  return useRouterState({ select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).hash })
}
