"""The same for Django: put this folder and tickets.py into an application, then in a template
`{% load ws_tickets %} <body data-ticket="{% create_ws_token %}">`."""
from django import template

import tickets

register = template.Library()


@register.simple_tag(takes_context=True)
def create_ws_token(context):
    user = context["request"].user
    return tickets.create_ws_token(str(user.pk)) if user.is_authenticated else "Not authed"
