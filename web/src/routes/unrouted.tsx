import { Link, createFileRoute, notFound, redirect } from '@tanstack/react-router'
import { UserMenu } from '@/app/shell/user-menu'
import { meQuery } from '@/features/accounts/api'
import { Unrouted } from '@/features/custody/components/unrouted'
import { Logo } from '@/ui/logo'

export const Route = createFileRoute('/unrouted')({
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth', search: { next: location.href } })
    if (!me.is_superuser) throw notFound()
    return { me }
  },
  component: UnroutedPage,
})

function UnroutedPage() {
  const { me } = Route.useRouteContext()
  return (
    <div className="h-full overflow-y-auto">
      <header className="flex items-center justify-between border-b bg-surface px-4 py-2.5">
        <Link to="/agency" aria-label="Atende">
          <Logo />
        </Link>
        <UserMenu me={me} />
      </header>
      <main id="content" className="mx-auto w-full max-w-4xl px-4 py-8">
        <Unrouted />
      </main>
    </div>
  )
}
