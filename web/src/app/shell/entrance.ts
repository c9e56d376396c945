/** Who is let onto a screen that needs somebody signed in. */
import type { QueryClient } from '@tanstack/react-query'
import { notFound, redirect } from '@tanstack/react-router'
import { meQuery } from '@/features/accounts/api'
import type { Me } from '@/client/types'

type Asked = { context: { queryClient: QueryClient }; location: { href: string } }

/** A route's `beforeLoad`: whoever is not signed in goes to sign in and comes back; for whom it is not meant, it is not there. */
export const signedIn =
  (mayEnter: (me: Me) => boolean = () => true) =>
  async ({ context, location }: Asked): Promise<{ me: Me }> => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth', search: { next: location.href } })
    if (!mayEnter(me)) throw notFound()
    return { me }
  }

/** Those who run the install. */
export const runsInstall = (me: Me): boolean => me.is_superuser
