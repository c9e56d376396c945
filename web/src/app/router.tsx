import { createRouter } from '@tanstack/react-router'
import { whenSignedOut } from '@/lib/http'
import { CrashScreen, LoadingScreen, NotFoundScreen } from './screens'
import { queryClient } from './query-client'
import { routeTree } from './route-tree.gen'

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 250,
  defaultPendingComponent: LoadingScreen,
  defaultErrorComponent: CrashScreen,
  defaultNotFoundComponent: NotFoundScreen,
  scrollRestoration: false,
})

// A session that ends while somebody works sends them to sign-in and back to the same place.
whenSignedOut(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/auth' || pathname.startsWith('/auth/')) return
  queryClient.clear()
  void router.navigate({ to: '/auth', search: { next: href, ended: true } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
