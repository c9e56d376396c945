import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '@/lib/http'

/** Server state: kept fresh by live facts, so little is refetched by itself; only what may pass is retried. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof ApiError && error.isTransient && failures < 2,
    },
    mutations: { networkMode: 'always' },
  },
})
