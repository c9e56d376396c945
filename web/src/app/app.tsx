import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { TooltipProvider } from '@/ui/tooltip'
import { Toaster } from '@/ui/toast'
import { queryClient } from './query-client'
import { router } from './router'

export function App() {
  const { t } = useTranslation()
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <Toaster label={t('notices')} closeLabel={t('close')} />
      </TooltipProvider>
    </QueryClientProvider>
  )
}
