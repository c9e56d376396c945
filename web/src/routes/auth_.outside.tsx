import { createFileRoute, useRouter } from '@tanstack/react-router'
import { meQuery } from '@/features/accounts/api'
import { OutsideReturn } from '@/features/accounts/components/outside-return'
import { leavesApp, safeNext } from '@/features/accounts/rules'
import { loadCatalogue } from '@/i18n'

type Search = { code?: string; error?: string }

/** Where browsers come back to from a service elsewhere, with a code or with why there is none. */
export const Route = createFileRoute('/auth_/outside')({
  validateSearch: (raw: Record<string, unknown>): Search => ({
    ...(raw.code !== undefined && { code: String(raw.code) }),
    ...(raw.error !== undefined && { error: String(raw.error) }),
  }),
  beforeLoad: async ({ context }) => ({ me: await context.queryClient.ensureQueryData(meQuery) }),
  loader: () => loadCatalogue('account'),
  component: Page,
})

function Page() {
  const { me } = Route.useRouteContext()
  const { code, error } = Route.useSearch()
  const router = useRouter()
  const goOn = (next: string | undefined) => {
    const href = safeNext(next) ?? '/'
    if (leavesApp(href)) window.location.replace(href)
    else router.history.replace(href)
  }
  return <OutsideReturn me={me} code={code} refusal={error} onSignedIn={goOn} onLinked={() => router.history.replace('/me')} />
}
