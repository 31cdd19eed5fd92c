"""What a picture has to do with a network's answer: saliency, Grad-CAM, occlusion and the rest, on the engine."""
