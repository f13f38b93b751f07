-- Counts of an inbox look only at what is past its time in that inbox; receipts that services are to hear of (receipt 3) are found by themselves.
CREATE INDEX inbox_message_unread ON inbox_message (inbox_id, due_at) WHERE place = 0;
CREATE INDEX inbox_message_service_receipt ON inbox_message (inbox_id, number) WHERE receipt = 3;
