import { useTranslation } from 'react-i18next'
import type { ReminderSettings } from '@/client/types'
import { Section } from './frame'
import { ReminderTemplates } from './reminder-templates'

const buttons = ['quero', 'nao_quero'] as const

type Props = { value: ReminderSettings; hasTried: boolean; problemAt: (field: string) => string | undefined; onChange: (templates: ReminderSettings['offer_templates']) => void }

/** How whoever waits is offered a free time when their window is closed. */
export function OfferTemplates({ value, hasTried, problemAt, onChange }: Props) {
  const { t } = useTranslation('reminders')
  return (
    <Section title={t('offers')} lead={t('offersLead')}>
      <ReminderTemplates
        places={value.offer_places}
        buttons={buttons}
        none="noTemplateNext"
        field="offer_templates"
        templates={value.offer_templates ?? []}
        hasTried={hasTried}
        problemAt={problemAt}
        onChange={onChange}
      />
    </Section>
  )
}
