"""The web application: logs a user in, and hands the page a ticket. It never sees a WebSocket."""
import hmac
import os

from flask import Flask, abort, redirect, render_template, request, send_file, session, url_for

from tickets import create_ws_token

# Whom your application knows, and how, is its own affair.
USERS = {"ada": "lovelace", "grace": "hopper"}

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=16_384)


@app.template_global("create_ws_token")
def ticket_of_session():
    """For templates: `{{ create_ws_token() }}`. What it says to strangers is no ticket, and the page does not connect."""
    return create_ws_token(session["user"]) if "user" in session else "Not authed"


@app.get("/")
def page():
    return render_template("page.html", user=session["user"]) if "user" in session else redirect(url_for("login"))


@app.get("/ticket")
def ticket():
    """Another one, for a page that connects again: each works once."""
    return ticket_of_session() if "user" in session else abort(401)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html")
    name, password = request.form.get("name", ""), request.form.get("password", "")
    if not hmac.compare_digest(USERS.get(name, "").encode(), password.encode()) or name not in USERS:
        return render_template("login.html", name=name, problem="Name or password is wrong."), 401
    session["user"] = name
    return redirect(url_for("page"))


@app.post("/logout")
def logout():
    session.clear()
    return redirect(url_for("login"))


@app.get("/centrifuge.js")
def centrifuge():
    return send_file(os.environ["CENTRIFUGE_JS"], max_age=3600)


@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
    if response.mimetype in ("text/html", "text/plain"):
        # A ticket out of a cache would be used up.
        response.headers["Cache-Control"] = "no-store"
    return response
