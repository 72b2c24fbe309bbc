print("vnetem")
